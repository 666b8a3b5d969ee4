import Diagnostics
public import Documents
import SPIFFE
import X509

extension SignedTrustCard {
  /// The maximum number of roots in a card; a rotation has two.
  public static let mostRoots = 16
  private static let mostGateways = 1000
  private static let mostAddresses = 64

  /// Reads a file that contains exactly one card; `source` is the file name for messages.
  public static func read(_ bytes: [UInt8], source: String) throws(TrustCardError) -> SignedTrustCard {
    guard bytes.count <= limit else { throw .tooLong(limit: limit, source: source) }
    let documents = try reading {
      () throws(DocumentsError) in
      try DocumentReader.all(
        bytes: bytes, source: source,
        limits: ReadingLimits(maxDepth: 8, maxExpandedNodes: 100_000, maxDocumentBytes: limit))
    }
    guard let document = documents.first, documents.count == 1 else {
      throw .documentCount(documents.count, source: source)
    }
    let signed = try SignedTrustCard(document)
    guard let sequence = signed.card.sequence, (1...highestSequence).contains(sequence) else {
      throw .field(
        "spec.sequence", fault: "is missing, or not a number from 1 to \(highestSequence)", place: document.place)
    }
    return signed
  }

  /// Reads a document whose sequence number may be missing, as in stored cards that came in other formats.
  public init(_ document: Document) throws(TrustCardError) {
    let source = document.source
    var top = try reading { () throws(DocumentsError) in try MappingReader(document.root, at: "", source: source) }
    for (key, value) in [("apiVersion", FederationFile.apiVersion), ("kind", TrustCard.kind)] {
      let found = try reading { () throws(DocumentsError) in try top.requiredString(key) }
      guard found == value else {
        throw .field(key, fault: "is \(Excerpt(found)), not `\(value)`", place: document.place)
      }
    }
    let (name, spec, signatures) = try reading { () throws(DocumentsError) in
      var metadata = try Self.required("metadata", &top)
      let name = try metadata.requiredString("name")
      try metadata.finish()
      let spec = try Self.required("spec", &top)
      let signatures = try top.sequence("signatures") ?? []
      try top.finish()
      return (name, spec, signatures)
    }
    guard signatures.count <= 2 * Self.mostRoots else {
      throw .field("signatures", fault: "has \(signatures.count) entries", place: document.place)
    }
    card = try Self.card(name, spec, document.place)
    var read: [Signature] = []
    for (index, node) in signatures.enumerated() {
      read.append(try Self.signature(node, at: "signatures[\(index)]", source))
    }
    self.signatures = read
  }

  private static func required(
    _ key: String, _ reader: inout MappingReader
  ) throws(DocumentsError) -> MappingReader {
    guard let inner = try reader.mapping(key) else {
      throw .missingField(path: reader.name(of: key), place: reader.mark.place(in: reader.source))
    }
    return inner
  }

  private static func signature(_ node: Node, at path: String, _ source: String) throws(TrustCardError) -> Signature {
    let (root, text) = try reading { () throws(DocumentsError) in
      var reader = try MappingReader(node, at: path, source: source)
      let values = (try reader.requiredString("root"), try reader.requiredString("signature"))
      try reader.finish()
      return values
    }
    let place = node.mark.place(in: source)
    guard let fingerprint = RootFingerprint(root) else {
      throw .field(path + ".root", fault: "is not a SHA-256 fingerprint", place: place)
    }
    guard text.utf8.count <= 2048, let bytes = try? Base64.decode(Array(text.utf8)) else {
      throw .field(path + ".signature", fault: "is not base64", place: place)
    }
    return Signature(root: fingerprint.digits, bytes: bytes)
  }
}

// MARK: - The card itself

extension SignedTrustCard {
  private static func card(
    _ name: String, _ spec: MappingReader, _ place: Place
  ) throws(TrustCardError) -> TrustCard {
    var spec = spec
    let fields = try reading { () throws(DocumentsError) in
      (
        audience: try spec.string("for"), domain: try spec.requiredString("trustDomain"),
        sequence: try spec.int("sequence", in: 0...Int.max), namespace: try spec.requiredString("namespace"),
        cluster: try spec.requiredString("clusterDomain"), roots: try spec.requiredString("roots"),
        gateways: try spec.entries("gateways"), dataPlane: try spec.string("dataPlane"),
        endpoint: try spec.mapping("bundleEndpoint")
      )
    }
    try reading { () throws(DocumentsError) in try spec.finish() }
    try check(name, .label, "metadata.name", place)
    if let audience = fields.audience { try check(audience, .label, "spec.for", place) }
    try check(fields.namespace, .label, "spec.namespace", place)
    try check(fields.cluster, .hostname, "spec.clusterDomain", place)
    let domain: TrustDomain
    do throws(SPIFFEError) { domain = try TrustDomain(fields.domain) } catch { throw .name(error, place: place) }
    guard fields.gateways.count <= mostGateways else {
      throw .field("spec.gateways", fault: "has \(fields.gateways.count) peers", place: place)
    }
    var gateways: [TrustCard.Gateways] = []
    for entry in fields.gateways { gateways.append(try self.gateways(entry, spec.source)) }
    var endpoint: BundleEndpoint?
    if let reader = fields.endpoint { endpoint = try self.endpoint(reader, place) }
    let card = TrustCard(
      name: name, audience: fields.audience, trustDomain: domain, sequence: fields.sequence.map(Int64.init),
      namespace: fields.namespace, clusterDomain: fields.cluster, roots: try roots(fields.roots, place),
      gateways: gateways, dataPlane: try dataPlane(fields.dataPlane, place),
      endpoint: endpoint)
    try checkIdentities(card, fields.gateways, spec.source)
    return card
  }

  private static func dataPlane(_ text: String?, _ place: Place) throws(TrustCardError) -> DataPlane? {
    guard let text else { return nil }
    guard let value = DataPlane(rawValue: text) else {
      throw .field("spec.dataPlane", fault: "is \(Excerpt(text)), which is no data plane", place: place)
    }
    return value
  }

  private static func endpoint(_ reader: MappingReader, _ place: Place) throws(TrustCardError) -> BundleEndpoint {
    let fields = try reading { () throws(DocumentsError) in
      var reader = reader
      let fields = (
        url: try reader.requiredString("url"), profile: try reader.requiredString("profile"),
        id: try reader.string("endpointID")
      )
      try reader.finish()
      return fields
    }
    guard BundleEndpoint.isURL(fields.url) else {
      throw .field(
        "spec.bundleEndpoint.url", fault: "is \(Excerpt(fields.url)), which is no URL of https", place: place)
    }
    guard let profile = BundleEndpoint.Profile(rawValue: fields.profile), (profile == .spiffe) == (fields.id != nil)
    else {
      throw .field(
        "spec.bundleEndpoint", fault: "has no profile, or one that does not fit its endpointID", place: place)
    }
    guard let id = fields.id else { return BundleEndpoint(url: fields.url, profile: profile) }
    do throws(SPIFFEError) {
      return BundleEndpoint(url: fields.url, profile: profile, endpointID: try SPIFFEID(id))
    } catch {
      throw .name(error, place: place)
    }
  }

  private static func roots(_ text: String, _ place: Place) throws(TrustCardError) -> [Certificate] {
    let roots: [Certificate]
    do throws(X509Error) {
      roots = try PEM.certificates(Array(text.utf8)).certificates
    } catch {
      throw .root(error, place: place)
    }
    guard !roots.isEmpty, roots.count <= mostRoots, Set(roots).count == roots.count else {
      throw .field("spec.roots", fault: "has \(roots.count) certificates, or one of them twice", place: place)
    }
    guard roots.allSatisfy(\.isAuthority) else {
      throw .field("spec.roots", fault: "contains a certificate that is not a CA", place: place)
    }
    return roots
  }

  private static func gateways(
    _ entry: Mapping.Entry, _ source: String
  ) throws(TrustCardError) -> TrustCard.Gateways {
    let path = "spec.gateways." + entry.key
    let place = entry.keyMark.place(in: source)
    try check(entry.key, .label, "spec.gateways", place)
    let gateways = try reading { () throws(DocumentsError) in
      var reader = try MappingReader(entry.value, at: path, source: source)
      var ports = try required("ports", &reader)
      let gateways = TrustCard.Gateways(
        peer: entry.key, ingress: try reader.requiredString("ingress"), egress: try reader.requiredString("egress"),
        addresses: try reader.strings("addresses"),
        discoveryPort: try ports.int("discovery", in: 1...65535) ?? FederationPort.discovery.rawValue,
        servicePort: try ports.int("service", in: 1...65535) ?? FederationPort.service.rawValue)
      _ = (try reader.requiredString("serverID"), try reader.requiredString("clientID"))
      try ports.finish()
      try reader.finish()
      return gateways
    }
    try check(gateways.ingress, .label, path + ".ingress", place)
    try check(gateways.egress, .label, path + ".egress", place)
    guard gateways.addresses.count <= mostAddresses else {
      throw .field(path + ".addresses", fault: "has \(gateways.addresses.count) entries", place: place)
    }
    guard gateways.discoveryPort != gateways.servicePort else {
      throw .field(path + ".ports", fault: "names one port twice", place: place)
    }
    for address in gateways.addresses {
      do throws(PeerAddress.Fault) {
        _ = try PeerAddress(address)
      } catch {
        throw .field(path + ".addresses", fault: "contains \(Excerpt(address)), which \(error)", place: place)
      }
    }
    return gateways
  }

  /// The identities that a card displays must be those that its names lead to.
  private static func checkIdentities(
    _ card: TrustCard, _ entries: [Mapping.Entry], _ source: String
  ) throws(TrustCardError) {
    let read = Dictionary(entries.map { ($0.key, $0) }) { first, _ in first }
    for gateways in card.gateways {
      guard let entry = read[gateways.peer] else { continue }
      for (key, gateway) in [("serverID", gateways.ingress), ("clientID", gateways.egress)] {
        let due = card.clientID(of: gateway)
        guard entry.value[key]?.string != due || due.isEmpty else { continue }
        throw .field(
          "spec.gateways.\(gateways.peer).\(key)", fault: "is not `\(due)`, which follows from its other fields",
          place: entry.keyMark.place(in: source))
      }
    }
  }

  private static func check(
    _ text: String, _ syntax: NameSyntax, _ path: String, _ place: Place
  ) throws(TrustCardError) {
    guard let fault = syntax.fault(in: text) else { return }
    throw .field(path, fault: "is \(Excerpt(text)), which \(fault)", place: place)
  }
}

/// Converts an error of Documents to one of trust cards.
private func reading<Value>(_ body: () throws(DocumentsError) -> Value) throws(TrustCardError) -> Value {
  do throws(DocumentsError) {
    return try body()
  } catch {
    throw .document(error)
  }
}
