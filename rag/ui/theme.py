"""Gradio's own look, set to ours where a component of its own is shown."""

import gradio as gr


def page_theme() -> gr.themes.Base:
    """Return Gradio's plainest theme in our fonts; the colours are in tokens.css."""
    font = gr.themes.utils.fonts.Font
    return gr.themes.Base(
        primary_hue="red",
        neutral_hue="stone",
        font=[font("Source Sans 3"), font("system-ui"), font("sans-serif")],
        font_mono=[font("ui-monospace"), font("monospace")],
        text_size="lg",
    )
