"""The language in the address."""

from django.middleware.locale import LocaleMiddleware
from django.utils.translation import get_language


class LanguageMiddleware(LocaleMiddleware):
    """Only an address nobody knows is tried again below a language: what the API or a file has not got stays a 404."""

    def process_response(self, request, response):
        if response.status_code == 404 and request.resolver_match:
            response.headers.setdefault("Content-Language", get_language())
            return response
        return super().process_response(request, response)
