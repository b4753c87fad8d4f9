"""Fetch what this person may see, bind the form, do one deed, say what happened, go on."""
