"""In which order, when and with which settings the steps run; the command line and the Prefect flow."""
