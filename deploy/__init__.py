"""One machine or many: how Kaiban is started, watched and fed with fonts."""
