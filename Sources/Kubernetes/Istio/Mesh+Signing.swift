public import Federation

extension Mesh {
  /// The Secret with the key that signs for the workloads.
  public var signingSecret: String { controlPlane.signer == .istioCSR ? IstioCSR.issuer : CACerts.secretName }
}
