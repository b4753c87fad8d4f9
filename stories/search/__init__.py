"""Search: what can be found is kept ready (`keeping`), asked for (`asking`), cut to what matters
(`excerpts`); places answer first (`places`), and what may have been meant is guessed (`guessing`).
"""
