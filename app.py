"""Opens the chat in the browser's reach: ``python app.py``."""

from rag.config import load_settings
from rag.server import serve

if __name__ == "__main__":
    serve(load_settings())
