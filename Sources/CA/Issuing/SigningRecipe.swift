import Cryptography
public import Diagnostics
import X509

/// How the owner of a root has to sign a request, in the words of the software that has the key.
///
/// Each program drops something of a request unless it is told not to.
public struct SigningRecipe: Sendable {
  public enum Signer: String, CaseIterable, Sendable {
    case openssl, vault, aws, adcs, text
  }

  let mesh: String
  let request: CertificateRequest
  let days: Int64
  let installing: SuggestedCommand

  public init(_ pending: PendingRequest, days: Int64) {
    mesh = pending.mesh
    request = pending.request
    self.days = days
    installing = .meshtrust("install", pending.mesh, "\(pending.mesh)-chain.pem")
  }

  /// The commands, or a page for people.
  public func text(for signer: Signer) -> Message {
    switch signer {
    case .openssl: openssl
    case .vault: vault
    case .aws: aws
    case .adcs: adcs
    case .text: page
    }
  }

  var pathLength: Int { request.requestedExtensions.basicConstraints?.pathLength ?? 0 }

  var permitted: [GeneralName] { request.requestedExtensions.nameConstraints?.permitted ?? [] }

  var uri: String { request.requestedExtensions.subjectAlternativeNames?.compactMap(\.uri).first ?? "" }

  /// The constraints as openssl writes them, for example `permitted;URI:red-mesh.local`.
  var constraints: [String] {
    permitted.compactMap { name in
      if let uri = name.uri { return "permitted;URI:\(uri)" }
      if case .dns(let text) = name { return "permitted;DNS:\(text)" }
      return nil
    }
  }
}

extension SigningRecipe {
  /// `copy_extensions` is no part of it: the section says all, whatever the configuration copies.
  private var openssl: Message {
    """
    #!/bin/sh
    # Signs \(mesh).csr. Run it where the root's key is, with the configuration that its CA uses; more options of
    # openssl ca may follow, such as -batch. The section says everything: what the request asks for is not copied.
    set -eu
    cat > \(mesh).ext <<'END'
    [meshtrust]
    basicConstraints = critical, CA:TRUE, pathlen:\(String(pathLength))
    keyUsage = critical, keyCertSign, cRLSign
    subjectKeyIdentifier = hash
    authorityKeyIdentifier = keyid:always
    subjectAltName = URI:\(uri)
    nameConstraints = critical, \(constraints.joined(separator: ", "))
    END
    openssl ca -config "${CA_CONFIG:-openssl.cnf}" -policy "${CA_POLICY:-policy_anything}" -notext -md sha256 \\
      -days \(String(days)) -extfile \(mesh).ext -extensions meshtrust -in \(mesh).csr -out \(mesh).pem "$@"
    # Without a CA's database the same is:
    #   openssl x509 -req -in \(mesh).csr -CA root.pem -CAkey root.key -days \(String(days)) -sha256 \\
    #     -extfile \(mesh).ext -extensions meshtrust -out \(mesh).pem
    cat \(mesh).pem "${ROOT:-root.pem}" > \(mesh)-chain.pem
    # Back in the home: \(installing)
    """
  }

  private var vault: Message {
    """
    #!/bin/sh
    # Signs \(mesh).csr with Vault's PKI engine, mounted at pki. use_csr_values copies the names and constraints of the
    # request; the path length and the lifetime are never taken from it. A mount limits the lifetime with max_lease_ttl.
    set -eu
    mount=${VAULT_PKI:-pki}
    vault write -field=certificate "$mount/root/sign-intermediate" csr=@\(mesh).csr use_csr_values=true \\
      max_path_length=\(String(pathLength)) ttl=\(String(days * 24))h format=pem_bundle > \(mesh)-chain.pem
    printf '\\n' >> \(mesh)-chain.pem
    vault read -field=certificate "$mount/cert/ca" >> \(mesh)-chain.pem
    # Back in the home: \(installing)
    """
  }

  private var aws: Message {
    """
    #!/bin/sh
    # Signs \(mesh).csr with AWS Private CA. Only a template with CSRPassthrough copies name constraints; the base
    # template without it drops them. CA_ARN is the authority that signs.
    set -eu
    certificate=$(aws acm-pca issue-certificate --certificate-authority-arn "$CA_ARN" --csr fileb://\(mesh).csr \\
      --template-arn "${TEMPLATE_ARN:-arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen\(String(pathLength))_CSRPassthrough/V1}" \\
      --signing-algorithm "${SIGNING_ALGORITHM:-SHA256WITHRSA}" --validity Value=\(String(days)),Type=DAYS \\
      --query CertificateArn --output text)
    aws acm-pca wait certificate-issued --certificate-authority-arn "$CA_ARN" --certificate-arn "$certificate"
    aws acm-pca get-certificate --certificate-authority-arn "$CA_ARN" --certificate-arn "$certificate" \\
      --query Certificate --output text > \(mesh)-chain.pem
    aws acm-pca get-certificate --certificate-authority-arn "$CA_ARN" --certificate-arn "$certificate" \\
      --query CertificateChain --output text >> \(mesh)-chain.pem
    # Back in the home: \(installing)
    """
  }

  private var adcs: Message {
    """
    rem Signs \(mesh).csr with Active Directory Certificate Services. A CA stores the extensions of a request and issues
    rem only those of its list; name constraints are not on it. Once, as administrator of the CA:
    certutil -setreg policy\\EnableRequestExtensionList +2.5.29.30
    net stop certsvc
    net start certsvc
    rem The lifetime is the least of the template's, the CA's registry (CA\\ValidityPeriodUnits) and the CA's own end.
    certreq -submit -attrib "CertificateTemplate:SubCA" \(mesh).csr \(mesh).cer \(mesh)-chain.p7b
    rem A standalone CA answers with a number that waits for its administrator; then: certreq -retrieve NUMBER \(mesh).cer
    rem If the list may not be changed, take the constraints out of the list again after signing, or accept the answer
    rem without them only where no other mesh is below the same root.
    rem Back in the home: \(.meshtrust("install", mesh, "\(mesh)-chain.p7b"))
    """
  }

  private var page: Message {
    """
    For the owner of the root: please sign the request \(mesh).csr as a subordinate certificate authority.

    subject            \(request.subject.description)
    public key         SHA-256 of its SubjectPublicKeyInfo: \(request.publicKeyFingerprint)
    basicConstraints   critical, CA:TRUE, path length \(String(pathLength))
    keyUsage           critical, keyCertSign and cRLSign
    extendedKeyUsage   none; if there must be one, serverAuth and clientAuth both
    subjectAltName     URI:\(uri)
    nameConstraints    critical, permitted subtrees: \(constraints.map { $0.replacingPermitted }.joined(separator: ", "))
    key identifiers    subject key identifier; authority key identifier with the key only, no issuer and serial number
    validity           \(String(days)) days, or what your policy allows
    signature          SHA-256 or better; ECDSA or RSA PKCS #1 v1.5, not RSA-PSS

    Without the name constraints whoever has this key could issue certificates in the name of others that trust your
    root. An answer without cA:TRUE or keyCertSign, for another key, below another root, or that has expired is refused.
    Please send back the certificate, those between it and the root, and the root: PEM, DER or PKCS #7, in any order.

    Back in the home: \(.meshtrust("install", mesh, "FILE"))
    """
  }
}

extension String {
  fileprivate var replacingPermitted: String { String(dropFirst("permitted;".utf8.count)) }
}

extension CertificateRequest {
  /// The SHA-256 of the requested key, by which an answer is recognised.
  fileprivate var publicKeyFingerprint: String { sha256Hex(publicKeyInfo.der) }
}
