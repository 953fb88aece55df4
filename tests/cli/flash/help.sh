# The help, without the options that are understood only.
avm flash --help
