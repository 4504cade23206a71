from django import template

from people.activation import link

register = template.Library()
register.simple_tag(link, name="activation_link")
