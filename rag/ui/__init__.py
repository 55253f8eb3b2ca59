"""The chat in the browser."""

import os

# Gradio looks its own host up at each launch unless told not to, before it is imported.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
