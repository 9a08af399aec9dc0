"""The product's own settings, with the floor's pages beside the product's."""

from config.settings import *

ROOT_URLCONF = "scripts.bench.urls"
