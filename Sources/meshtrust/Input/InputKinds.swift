import ArgumentParser

/// What commands read, one type for each text of help.
enum Input {
  /// Manifests, of which a home has some itself.
  enum Manifests: InputKind {
    static let help =
      "Files and folders of manifests, YAML or JSON; - is standard input. (default: what the home would write)"
    static let valueName = "path"
  }

  /// Manifests that only a cluster has.
  enum RunningManifests: InputKind {
    static let help = "Files and folders of manifests, YAML or JSON; - is standard input."
    static let valueName = "path"
  }

  /// The meshes of a new federation, or the manifests that describe them.
  enum NewFederation: InputKind {
    static let help = "The meshes; with --from files and folders of their manifests, where - is standard input."
    static let valueName = "mesh-or-path"
  }

  /// Export and import sets, and Services.
  enum ServiceSets: InputKind {
    static let help = "Files and folders of manifests, YAML or JSON; - is standard input. (default: federation.yaml)"
    static let valueName = "path"
  }

  /// Live sets, then the manifests with their rules.
  enum LiveSets: InputKind {
    static let help =
      "The live objects with their status, then files and folders with the rules; - is standard input."
    static let valueName = "path"
  }

  /// Sets that are edited in place.
  enum EditedSets: InputKind {
    static let help = "Files and folders with the sets. (default: federation.yaml of the home)"
    static let valueName = "path"
  }

  /// ConfigMaps with roots.
  enum SeenConfigMaps: InputKind {
    static let help = "What clusters and proxies returned: files and folders; - is standard input."
    static let valueName = "path"
  }

  /// A chain to verify.
  enum PresentedChain: InputKind {
    static let help = "The presented chain; - is standard input."
    static let valueName = "chain"
  }

  /// Anything with certificates.
  enum AnyFile: InputKind {
    static let help = "The file; - is standard input."
  }

  /// The Secret with a running mesh's authorities.
  enum AuthoritySecret: InputKind {
    static let help = "Either of the two, told apart by name and content; - is standard input."
  }

  /// The answer to a request.
  enum InstalledChain: InputKind {
    static let help = "The chain; - is standard input."
    static var names: NameSpecification { [.customShort("f"), .customLong("file"), .customLong("chain")] }
  }

  /// A certificate request.
  enum Request: InputKind {
    static let help = "The request, PEM or DER; - is standard input."
    static var names: NameSpecification { [.customShort("f"), .customLong("file"), .customLong("csr")] }
  }

  /// The Services of gateways.
  enum GatewayServices: InputKind {
    static let help = "The Services, YAML or JSON; - is standard input."
  }

  /// An object with its status.
  enum Status: InputKind {
    static let help = "The manifest with its status; - is standard input."
  }

  /// What another administrator sent.
  enum Card: InputKind {
    static let help = "The card or bundle; - is standard input."
  }

  /// An encrypted home.
  enum Backup: InputKind {
    static let help = "The backup."
  }
}
