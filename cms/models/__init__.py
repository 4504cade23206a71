from cms.models.base import BasePage
from cms.models.pages import ContentPage, HomePage

__all__ = ["BasePage", "ContentPage", "HomePage"]
