"""The fictional county 青禾县 (990126) and counties of scale for measurements."""
