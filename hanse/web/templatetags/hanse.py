"""What templates say in our words: icons, money, days, avatars."""

from django import template

register = template.Library()
