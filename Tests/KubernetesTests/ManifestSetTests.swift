import Cryptography
import Files
import Kubernetes
import SystemPackage
import Testing
import X509

@Suite struct ManifestSetTests {
  private func file(_ name: String) throws -> String {
    try #require(manifests().files.first { $0.path == FilePath(name) }).content.text
  }

  @Test func filesAndTheirOrder() throws {
    let set = try manifests()
    #expect(
      set.files.map(\.path.string) == [
        "kustomization.yaml", "secret-cacerts.yaml", "configmap-green-mesh-ca-root-cert.yaml",
        "configmap-blue-mesh-ca-root-cert.yaml", "servicemeshcontrolplane.yaml", "servicemeshpeer-green-mesh.yaml",
        "servicemeshpeer-blue-mesh.yaml",
      ])
    #expect(set.files.filter(\.content.isSecret).map(\.path.string) == ["secret-cacerts.yaml"])
    #expect(set.resources.count == 6)
  }

  @Test func kustomization() throws {
    #expect(
      try file("kustomization.yaml") == """
        # Mesh red-mesh. The Secret comes first, and is not in the list: -k would copy its key into an annotation.
        #   oc apply --server-side --force-conflicts --field-manager=meshtrust -f secret-cacerts.yaml
        #   or, if it is not here: meshtrust emit red-mesh --only secret | oc apply --server-side --force-conflicts --field-manager=meshtrust -f -
        # Everything else: oc apply -k .
        # The namespace must exist: oc create namespace red-mesh-system
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        resources:
        - configmap-green-mesh-ca-root-cert.yaml
        - configmap-blue-mesh-ca-root-cert.yaml
        - servicemeshcontrolplane.yaml
        - servicemeshpeer-green-mesh.yaml
        - servicemeshpeer-blue-mesh.yaml

        """)
  }

  @Test func secret() throws {
    let intermediate = PEM.write([Certificates.redIntermediate])
    let root = PEM.write([Certificates.redRoot])
    #expect(
      try file("secret-cacerts.yaml") == """
        apiVersion: v1
        kind: Secret
        metadata:
          name: cacerts
          namespace: red-mesh-system
          labels:
            app.kubernetes.io/managed-by: meshtrust
          annotations:
            meshtrust/intermediate-fingerprint: \(Certificates.redIntermediate.fingerprint)
            meshtrust/intermediate-generation: "3"
            meshtrust/root-fingerprints: \(Certificates.redRoot.fingerprint)
            meshtrust/root-generations: "1"
        type: Opaque
        data:
          ca-cert.pem: \(base64(intermediate))
          ca-key.pem: \(base64(keyText))
          cert-chain.pem: \(base64(intermediate))
          root-cert.pem: \(base64(root))

        """)
  }

  @Test func configMap() throws {
    let lines = PEM.write([Certificates.greenRoot]).split(separator: "\n").map { "    \($0)\n" }.joined()
    #expect(
      try file("configmap-green-mesh-ca-root-cert.yaml") == """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: green-mesh-ca-root-cert
          namespace: red-mesh-system
          labels:
            app.kubernetes.io/managed-by: meshtrust
          annotations:
            meshtrust/root-fingerprints: "\(Certificates.greenRoot.fingerprint)"
            meshtrust/root-generations: "1"
        data:
          root-cert.pem: |

        """ + lines)
  }

  @Test func peer() throws {
    #expect(
      try file("servicemeshpeer-green-mesh.yaml") == """
        apiVersion: federation.maistra.io/v1
        kind: ServiceMeshPeer
        metadata:
          name: green-mesh
          namespace: red-mesh-system
          labels:
            app.kubernetes.io/managed-by: meshtrust
        spec:
          remote:
            addresses:
            - ingress-red-mesh.green-mesh-system.apps.domain.com
          gateways:
            ingress:
              name: ingress-green-mesh
            egress:
              name: egress-green-mesh
          security:
            trustDomain: green-mesh.local
            clientID: green-mesh.local/ns/green-mesh-system/sa/egress-red-mesh-service-account
            certificateChain:
              kind: ConfigMap
              name: green-mesh-ca-root-cert

        """)
  }

  @Test func controlPlane() throws {
    #expect(
      try file("servicemeshcontrolplane.yaml") == """
        apiVersion: maistra.io/v2
        kind: ServiceMeshControlPlane
        metadata:
          name: red-mesh
          namespace: red-mesh-system
          labels:
            app.kubernetes.io/managed-by: meshtrust
        spec:
          version: v2.5
          runtime:
            components:
              pilot:
                container:
                  env:
                    AUTO_RELOAD_PLUGIN_CERTS: "true"
          gateways:
            additionalEgress:
              egress-green-mesh:
                enabled: true
                requestedNetworkView:
                - network-green-mesh
                routerMode: sni-dnat
                service:
                  metadata:
                    labels:
                      federation.maistra.io/egress-for: egress-green-mesh
                  ports:
                  - port: 15443
                    name: tls
                  - port: 8188
                    name: http-discovery
              egress-blue-mesh:
                enabled: true
                requestedNetworkView:
                - network-blue-mesh
                routerMode: sni-dnat
                service:
                  metadata:
                    labels:
                      federation.maistra.io/egress-for: egress-blue-mesh
                  ports:
                  - port: 15443
                    name: tls
                  - port: 8188
                    name: http-discovery
            additionalIngress:
              ingress-green-mesh:
                enabled: true
                routerMode: sni-dnat
                service:
                  type: LoadBalancer
                  metadata:
                    labels:
                      federation.maistra.io/ingress-for: ingress-green-mesh
                  ports:
                  - port: 15443
                    name: tls
                  - port: 8188
                    name: https-discovery
              ingress-blue-mesh:
                enabled: true
                routerMode: sni-dnat
                service:
                  type: LoadBalancer
                  metadata:
                    labels:
                      federation.maistra.io/ingress-for: ingress-blue-mesh
                  ports:
                  - port: 15443
                    name: tls
                  - port: 8188
                    name: https-discovery
          security:
            trust:
              domain: red-mesh.local
            dataPlane:
              mtls: true
            certificateAuthority:
              type: Istiod
              istiod:
                type: PrivateKey
                privateKey:
                  rootCADir: /etc/cacerts
                workloadCertTTLDefault: 24h
                workloadCertTTLMax: 24h

        """)
  }

  @Test func sameInputSameBytes() throws {
    #expect(try manifests().files == manifests().files)
  }

  @Test func whatIsWrittenReadsAsTheSame() throws {
    for resource in try manifests().resources {
      #expect(try read(resource.content.text) == resource)
      #expect(try read(resource.content.text).content == resource.content)
    }
  }

  @Test func nothingShowsTheKey() throws {
    let set = try manifests()
    var dumped = ""
    dump(set, to: &dumped)
    for text in ["\(set)", String(reflecting: set), dumped] {
      #expect(!text.contains("aHVzaA=="))
      #expect(!text.contains(base64(keyText)))
      #expect(text.contains("<secret>") || text.contains("SecretBytes"))
    }
  }
}
