from django.db import models


class SecurityQuestion(models.Model):
    """A user's security question. The answer is sealed for its own row."""

    authenticator = models.OneToOneField(
        "gatepost.Authenticator", on_delete=models.CASCADE, primary_key=True, related_name="security_question"
    )
    question = models.CharField(max_length=200)
    sealed = models.TextField()

    def __str__(self):
        return self.question
