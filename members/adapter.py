"""allauth's questions, our answers."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: people are met, then invited."""

    def is_open_for_signup(self, request) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """LINE opens an account that is there already; it makes none."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False
