// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "VerifyPeer",
  dependencies: [.package(name: "meshtrust", path: "../..")],
  targets: [
    .executableTarget(
      name: "verify-peer",
      dependencies: [
        .product(name: "X509", package: "meshtrust"), .product(name: "SPIFFE", package: "meshtrust"),
        .product(name: "Verifier", package: "meshtrust"),
      ],
      swiftSettings: [.swiftLanguageMode(.v6)])
  ])
