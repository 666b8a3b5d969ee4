# The options of a release build, as scripts/build makes it: sets the array `release`. Run from the root of the project.
release=(--configuration release --static-swift-stdlib)
# The Swift runtime needs the C++ library. If its archive is installed, it is linked in, too: to load the shared one and to
# find its 4,000 symbols takes 4 % of the instructions of a short command.
archive="$(clang -print-file-name=libstdc++.a)"
if [[ -f "$archive" ]]; then
  mkdir -p .build/static
  ln -sf "$archive" .build/static/libstdc++.a
  release+=(-Xswiftc -L -Xswiftc "$PWD/.build/static")
fi
