"""`jualan bench`: a large made-up home, the real server over real HTTP, and what each page costs beside its bare SQL."""
