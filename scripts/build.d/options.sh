# The options of a release build, as scripts/build makes it: sets the array `release`. Run from the root of the project.
release=(--configuration release --static-swift-stdlib)
# Types by their descriptors instead of by mangled names, which the runtime would have to parse: the option parser asks for
# hundreds of them, and a short command takes 9 % less time.
release+=(-Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors)
# The linker of Swift's own toolchain, where it is there, keeps what is only read out of the pages that are executed; GNU gold
# puts both together.
[[ ! -x "$(dirname "$(readlink -f "$(command -v swiftc)")")/ld.lld" ]] || release+=(-Xswiftc -use-ld=lld)
# The Swift runtime needs the C++ library. If its archive is installed, it is linked in, too: to load the shared one and to
# find its 4,000 symbols takes 4 % of the instructions of a short command.
archive="$(clang -print-file-name=libstdc++.a)"
if [[ -f "$archive" ]]; then
  mkdir -p .build/static
  ln -sf "$archive" .build/static/libstdc++.a
  release+=(-Xswiftc -L -Xswiftc "$PWD/.build/static")
fi
