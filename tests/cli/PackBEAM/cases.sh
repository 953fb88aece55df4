# The name PackBEAM: its letters, output and exit statuses.
. "$TREE/tests/cli/cases.sh"
make_pack
ln -s "$BUILD/avm" PackBEAM
t './PackBEAM p.avm app.beam lib.beam; ./PackBEAM -l p.avm'
t './PackBEAM -a p.avm app.beam lib.beam; ./PackBEAM -l p.avm'
t './PackBEAM -i p.avm app.beam lib.beam; ./PackBEAM -l p.avm'
t './PackBEAM p.avm lib.beam all.avm; ./PackBEAM -l p.avm'
t './PackBEAM p.avm app.beam app/priv/greeting.txt; ./PackBEAM -l p.avm'
t './PackBEAM -l missing.avm'
t './PackBEAM -l app.beam'
t './PackBEAM p.avm missing.beam'
t './PackBEAM p.avm'
t './PackBEAM -z p.avm app.beam'
t './PackBEAM -l'
t './PackBEAM -h'
t './PackBEAM'
