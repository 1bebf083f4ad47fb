"""The pages: Streamlit, no SQL, no arithmetic on business data."""
