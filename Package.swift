// swift-tools-version: 6.2
import PackageDescription

/// One set of rules for every module: Swift 6, every use of a C pointer marked `unsafe`, every import explicit.
let rules: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A module. Dependencies go one way, downwards: CONTRIBUTING draws them, and a test compares.
func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: rules)
}

/// The tests of a module, in the folder of its name.
func tests(_ name: String, _ dependencies: [Target.Dependency], data: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: data, swiftSettings: rules)
}

let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
  name: "meshtrust",
  products: [
    .executable(name: "meshtrust", targets: ["meshtrust"]),
    // What docs/libraries.md documents and keeps stable; everything else may change with every version.
    .library(name: "X509", targets: ["X509"]),
    .library(name: "SPIFFE", targets: ["SPIFFE"]),
    .library(name: "Verifier", targets: ["Verifier"]),
  ],
  dependencies: [
    // Exact, because Package.resolved is not in git; CONTRIBUTING says how to raise one.
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
  ],
  targets: [
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CSQLite"),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CCurl"),
    .systemLibrary(name: "CPKCS11"),
    .systemLibrary(name: "CPostgres"),
    module("Diagnostics", []),
    module("Documents", ["CLibYAML", "CLinux", "Diagnostics"]),
    module("Cryptography", ["COpenSSL", "Diagnostics"]),
    module("Files", ["Cryptography", "Diagnostics", "CLinux", system]),
    module("X509", ["Cryptography", "Diagnostics", asn1]),
    module("Parallel", ["Diagnostics"]),
    module("TLS", ["X509", "Cryptography", "COpenSSL", "Diagnostics"]),
    module("HTTP", ["CCurl", "Cryptography", "TLS"]),
    module("Programs", ["CLinux"]),
    module("PostgreSQL", ["CPostgres"]),
    module("Signers", ["CPKCS11", "X509", "Cryptography", "Documents", "Files", "Programs", "Diagnostics", system]),
    module("SPIFFE", ["X509", "Cryptography", "Documents", "Diagnostics"]),
    module("Verifier", ["SPIFFE", "X509", "Diagnostics"]),
    module("Federation", ["SPIFFE", "X509", "Cryptography", "Documents", "Diagnostics"]),
    module(
      "Endpoints", ["HTTP", "Federation", "Verifier", "TLS", "SPIFFE", "X509", "Documents", "Diagnostics"]),
    module(
      "Lint",
      [
        "Kubernetes", "Federation", "Verifier", "SPIFFE", "X509", "Cryptography", "Documents", "Parallel",
        "Diagnostics",
      ]),
    module(
      "Kubernetes", ["Federation", "SPIFFE", "X509", "Cryptography", "Documents", "Files", "Diagnostics", system]),
    module(
      "Cluster",
      [
        "Kubernetes", "Federation", "Documents", "Files", "HTTP", "Programs", "X509", "Cryptography", "Diagnostics",
        system,
      ]),
    module(
      "CA",
      [
        "Kubernetes", "Federation", "Signers", "SPIFFE", "X509", "Cryptography", "Documents", "Files", "Parallel",
        "CLinux", "CSQLite", "PostgreSQL", "Diagnostics", system,
      ]),
    module(
      "Rotation",
      [
        "CA", "Cluster", "Kubernetes", "Federation", "Verifier", "TLS", "SPIFFE", "X509", "Cryptography", "Documents",
        "Parallel",
        "Diagnostics",
      ]),
    module("Reports", ["Rotation", "CA", "Federation", "SPIFFE", "X509", "Cryptography", "Diagnostics"]),
    .executableTarget(
      name: "meshtrust",
      dependencies: [
        "Reports",
        "Rotation", "CA", "Lint", "Cluster", "Endpoints", "HTTP", "Kubernetes", "Federation", "Signers", "Verifier",
        "TLS", "SPIFFE", "X509",
        "Cryptography", "Documents", "Files", "Diagnostics", argumentParser, system,
      ],
      swiftSettings: rules),
    tests("DiagnosticsTests", ["Diagnostics"]),
    tests("DocumentsTests", ["Documents", "Diagnostics"]),
    tests("CryptographyTests", ["Cryptography", "Diagnostics"]),
    tests("FilesTests", ["Files", "Cryptography", "Diagnostics", system]),
    tests("X509Tests", ["X509", "Cryptography", "Diagnostics", "COpenSSL", asn1]),
    tests("SPIFFETests", ["SPIFFE", "X509", "Cryptography", "Documents", "Diagnostics"]),
    tests("TLSTests", ["TLS", "X509", "Cryptography", "Diagnostics", "COpenSSL"]),
    tests("VerifierTests", ["Verifier", "SPIFFE", "X509", "Cryptography", "Diagnostics", asn1]),
    tests("FederationTests", ["Federation", "SPIFFE", "Cryptography", "Documents", "Diagnostics"]),
    tests(
      "KubernetesTests",
      ["Kubernetes", "Federation", "SPIFFE", "X509", "Cryptography", "Documents", "Files", "Diagnostics", system]),
    tests(
      "ClusterTests",
      ["Cluster", "HTTP", "Programs", "Kubernetes", "Cryptography", "Documents", "Diagnostics", "X509", system]),
    tests("SignersTests", ["Signers", "Cryptography", "Diagnostics"]),
    tests(
      "CATests",
      [
        "CA", "PostgreSQL", "Kubernetes", "Federation", "Signers", "SPIFFE", "X509", "Cryptography", "Documents",
        "Files", "Diagnostics", system,
      ]),
    tests(
      "LintTests",
      [
        "Lint", "Kubernetes", "Federation", "Verifier", "SPIFFE", "X509", "Cryptography", "Documents", "Files",
        "Diagnostics",
        system,
      ]),
    tests(
      "RotationTests",
      [
        "Rotation", "CA", "Cluster", "Kubernetes", "Federation", "Verifier", "TLS", "SPIFFE", "X509", "Cryptography",
        "Documents", "Files", "Diagnostics", system,
      ]),
    tests("ReportsTests", ["Reports"]),
    tests("MeshTrustTests", ["meshtrust", "Diagnostics", "Documents"], data: ["Scripts", "Snapshots"]),
  ]
)

// Benchmarks are built only when they are asked for: see scripts/bench.
if Context.environment["MESHTRUST_BENCHMARKS"] != nil {
  package.targets.append(
    .executableTarget(
      name: "Benchmarks",
      dependencies: ["Rotation", "CA", "Lint", "X509", "Cryptography", "Documents", "Diagnostics", "CLibYAML", system],
      path: "Tests/Benchmarks",
      swiftSettings: rules))
}

// Fuzzers need libFuzzer's own main: see scripts/fuzz.
if Context.environment["MESHTRUST_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "Fuzz",
      dependencies: ["Kubernetes", "Federation", "SPIFFE", "X509", "Cryptography", "Documents"], path: "Tests/Fuzz",
      exclude: ["Corpus", "Crashes"], swiftSettings: rules + [.enableExperimentalFeature("Extern")]))
}
