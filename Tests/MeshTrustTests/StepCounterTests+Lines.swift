import Diagnostics

@testable import meshtrust

extension StepCounterTests {
  private static let start = "--now 2026-01-01T00:00:00Z"
  private static let clusters = "--home @/live --client @/client --context red-mesh=red --context green-mesh=green"

  private static let step = (count: 2, reason: "before the step nothing may be pending, after it the folders are new")
  private static let locking = (
    count: Int.max,
    reason: "what each cluster showed or took is recorded at once, under the lock; others may write in between"
  )
  private static let looking = (
    count: Int.max, reason: "the home is opened anew for each look, so that other commands can come in between"
  )

  /// Commands of a home that cannot run here.
  static let untried = [
    "key attach":
      "it needs a token, whose module would be loaded into the tests themselves, or a machine's signers.yaml",
    "key destroy": "it needs a token, whose module would be loaded into the tests themselves",
    "key generate": "it needs a token, whose module would be loaded into the tests themselves",
    "store init": "it needs a server of PostgreSQL: scripts/interop postgres has one",
    "store move": "it needs a server of PostgreSQL: scripts/interop postgres has one",
  ]

  /// In the order in which an administrator could type them; `@` stands for the test's folder, and `$NAME` for the first line
  /// of a file in it.
  static let lines: [Line] =
    certificates + looks + peerings + services + trust + rotations + migrations + approvals + requests + live + secrets

  private static let certificates: [Line] = [
    Line("init red green blue"), Line("show"), Line("plan", ends: .pending), Line("apply"), Line("apply"),
    Line("status"), Line("plan"), Line("emit red"), Line("emit red --only peers"), Line("id green --for red"),
    Line("issue red --gateway egress-green --out @/leaf"), Line("issue red --gateway egress-blue --out @/second"),
    Line("issued list"),
    Line(
      "issued show $leaf.id",
      after: """
        for name in leaf second; do
          openssl x509 -in $name/cert-chain.pem -outform DER -out $name.der
          openssl dgst -sha256 -r $name.der | cut -c1-16 > $name.id
        done
        """),
    Line("issued revoke $leaf.id"), Line("issued forget $second.id"), Line("crl red"),
    Line("sign red @/red.csr --as workload --gateway egress-green"), Line("key export red/root --no-encrypt"),
  ]

  private static let looks: [Line] = [
    Line("log show"), Line("log verify"), Line("log checkpoint"), Line("log accept-loss --by anna"), Line("report"),
    Line("metrics"), Line("status --check"), Line("verify @/second/cert-chain.pem --peer red --for blue"),
    Line("publish @/published"), Line("lint"), Line("checklist", ends: .no), Line("doctor @/home/out/red", ends: .no),
    Line("diff @/home/out/red"), Line("rehearse"), Line("timeline"), Line("blast-radius red/root"),
    Line("drill --lose-key red/intermediate"), Line("store status"), Line("store migrate"),
  ]

  private static let peerings: [Line] = [
    Line("rekey green --intermediate", more: [.render: step]), Line("reissue red/intermediate", more: [.render: step]),
    Line("remove peer red blue"), Line("apply --yes"), Line("peer add red blue"), Line("apply --yes"),
    Line("remove mesh blue --yes"), Line("apply --yes"), Line("backup @/backup --backup-passphrase-file @/pass"),
    Line(
      "restore @/backup --backup-passphrase-file @/pass --home @/restored",
      more: [.open: (2, "a copy is checked before it becomes the home's database")]),
  ]

  private static let services: [Line] = [
    Line("apply --no-secrets --home @/turned \(start)"), Line("services joined --home @/turned"),
    Line("services exported a --to b --home @/turned"), Line("services imported b --from a --home @/turned"),
    Line("services diff @/exports.yaml --home @/turned"), Line("addresses a @/services.yaml --yes --home @/turned"),
    Line("remove service shop/cart --home @/turned"), Line("apply --home @/turned \(start)"),
  ]

  private static let trust: [Line] = [
    Line("trust export red --for green"), Line("trust export red --out @/red.card"), Line("apply --home @/far"),
    Line(
      "trust import @/red.card --fingerprint $red.fingerprint --yes --home @/far",
      after: """
        openssl x509 -in home/out/red/pem/root-cert.pem -outform DER -out root.der
        echo "SHA256:$(openssl dgst -sha256 -r root.der | cut -c1-64)" > red.fingerprint
        """),
    Line("trust list --home @/far"), Line("trust show red --home @/far"), Line("trust refresh --home @/far"),
    Line("trust remove red --yes --home @/far"),
  ]

  private static let rotations: [Line] = [
    Line("rotate plan a --home @/turned"), Line("rotate start a --home @/turned \(start)", more: [.render: step]),
    Line(
      "rotate seen b --for a -f @/turned/out/b/configmap-a-ca-root-cert.yaml --assume --home @/turned "
        + "--now 2026-01-01T01:00:00Z"),
    Line("rotate vouch a \"a updated\" \"all proxies restarted\" --home @/turned --now 2026-01-01T02:00:00Z"),
    Line("rotate next a --home @/turned --now 2026-01-02T04:00:00Z", more: [.render: step]),
    Line("rotate status --home @/turned"), Line("rotate proof a --home @/turned"),
    Line("rotate abort a --home @/turned --now 2026-01-02T05:00:00Z", more: [.render: step]),
  ]

  private static let migrations: [Line] = [
    Line("apply --home @/moving \(start)"), Line("migrate plan a --to sail --version v1.30.1 --home @/moving \(start)"),
    Line("migrate start a --to sail --version v1.30.1 --home @/moving \(start)", more: [.render: step]),
    Line("migrate seen a -f @/smcp.json --home @/moving --now 2026-01-01T01:00:00Z", after: "python3 smcp.py"),
    Line("migrate vouch a \"all proxies restarted\" --home @/moving --now 2026-01-01T02:00:00Z"),
    Line("migrate vouch a \"a verified\" \"b verified\" --home @/moving --now 2026-01-01T03:00:00Z"),
    Line("migrate next a --home @/moving --now 2026-01-01T04:00:00Z", more: [.render: step]),
    Line("migrate status --home @/moving"),
    Line("migrate abort a --home @/moving --now 2026-01-01T05:00:00Z", more: [.render: step]),
  ]

  private static let approvals: [Line] = [
    Line("apply --home @/asked"),
    // The command line that a proposal keeps is that of the whole process, so that another one makes it.
    Line(
      "proposal list --home @/asked",
      after: """
        meshtrust rotate start a --home asked || [ $? = 2 ]
        meshtrust proposal list --json --home asked | grep -o '[0-9a-f]\\{16\\}' | head -1 > proposal
        meshtrust proposal show "$(cat proposal)" --out text --home asked
        ssh-keygen -q -Y sign -n meshtrust-approval -f anna text
        """),
    Line("proposal show $proposal --home @/asked"),
    Line("proposal approve $proposal --signature @/text.sig --home @/asked"),
    Line(
      "proposal carry-out $proposal --home @/asked",
      more: [.render: step, .open: (2, "the command that was proposed is given again, and opens the home itself")]),
  ]

  private static let requests: [Line] = [
    Line("init a b --home @/below"), Line("request a --as intermediate --home @/below"),
    Line("install a @/chain.pem --home @/below", after: "sh corporate.sh"),
    Line(
      "adopt b --cacerts @/adopted --home @/below",
      after: """
        mkdir adopted
        cp moving/out/b/pem/* adopted
        meshtrust key export b --no-encrypt --home moving > adopted/ca-key.pem
        """),
  ]

  private static let live: [Line] = [
    Line("init red-mesh green-mesh --home @/live"), Line("apply --home @/live"),
    Line("cluster check \(clusters)", more: [.open: locking]),
    Line("cluster rights red-mesh --user alice --home @/live"),
    Line("deploy --yes \(clusters)", more: [.open: locking]),
    Line("collect --out @/seen \(clusters)"), Line("rotate start red-mesh --home @/live", more: [.render: step]),
    Line("rotate gather \(clusters)"),
    Line("restart red-mesh --istiod --yes \(clusters)", more: [.open: locking]),
    Line(
      "rotate run red-mesh --until distributing --restart-workloads --yes \(clusters)",
      more: [.parse: looking, .open: looking, .render: looking]),
    Line(
      "rotate run red-mesh --until signing --restart-workloads --yes \(clusters)",
      more: [.parse: looking, .open: looking, .render: looking]),
  ]

  private static let secrets: [Line] = [
    Line("home seal list"),
    Line(
      "home seal add --new-passphrase-file @/other --name other",
      more: [.derive: (2, "one passphrase opens the home, another one closes it")]),
    Line("home seal remove other", more: [.derive: (2, "a passphrase is tried with each way that takes one")]),
    Line(
      "home seal rewrap --new-passphrase-file @/other",
      more: [.derive: (2, "the old passphrase opens the home, the new one closes it")]),
  ]

  /// What the lines need besides: clusters with a client for them, homes of other kinds, and files that others would send.
  static let preparation = """
    printf '#!/bin/sh\\nexport CLUSTERS="%s/clusters"\\nexec python3 "%s" "$@"\\n' "$PWD" "$MESHTRUST_CLIENT" > client
    chmod 700 client
    PEERS=1 GATEWAYS=ingress python3 "$(dirname "$MESHTRUST_CLIENT")/clusters.py" red green
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout red.key -subj /CN=red -out red.csr
    mkdir turned moving far
    head='apiVersion: meshtrust/v1\\nkind: Federation\\nspec:\\n  meshes:\\n'
    printf "$head  - {name: a, exports: {b: [{namespace: shop, name: cart}]}}\\n" > turned/federation.yaml
    echo '  - {name: b, peers: [a], imports: {a: {rules: [{namespace: shop, name: cart}]}}}' >> turned/federation.yaml
    printf "$head  - {name: a, peers: [b], controlPlane: {flavour: maistra, version: v2.6}}\\n" > moving/federation.yaml
    echo '  - {name: b, controlPlane: {flavour: maistra, version: v2.6}}' >> moving/federation.yaml
    printf "$head  - {name: green, peers: [red]}\\n  remotes: [{name: red}]\\n" > far/federation.yaml
    cat > exports.yaml <<'END'
    apiVersion: federation.maistra.io/v1
    kind: ExportedServiceSet
    metadata: {name: b, namespace: a-system}
    spec: {exportRules: [{type: NameSelector, nameSelector: {namespace: shop, name: cart}}]}
    status:
      exportedServices:
      - exportedName: cart.shop.svc.b-exports.local
        localService: {hostname: cart.shop.svc.cluster.local, name: cart, namespace: shop}
    END
    cat > services.yaml <<'END'
    apiVersion: v1
    kind: Service
    metadata: {name: ingress-b, namespace: a-system}
    status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}
    END
    ssh-keygen -q -N '' -C comment -f anna -t ed25519
    meshtrust init a b --home asked
    printf '  approval:\\n    required: 1\\n    for: [rotation]\\n    approvers:\\n    - anna %s\\n' "$(cat anna.pub)" \\
      >> asked/federation.yaml
    cat > smcp.py <<'END'
    import glob, json
    patch = json.load(open(glob.glob("moving/out/a/migration/*/smcp-patch.json")[0]))
    metadata = {"name": "a", "namespace": "a-system", "uid": "1", "resourceVersion": "5"}
    json.dump({"apiVersion": "maistra.io/v2", "kind": "ServiceMeshControlPlane", "metadata": metadata,
               "spec": patch["spec"], "status": {"conditions": [{"type": "Reconciled", "status": "True"}]}},
              open("smcp.json", "w"))
    END
    cat > corporate.sh <<'END'
    set -e
    meshtrust request a --as intermediate --home below > a.csr
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout corp.key -out corp.pem -days 3650 \\
      -subj '/O=Example/CN=Root' -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
    printf '%s\\n' basicConstraints=critical,CA:TRUE,pathlen:0 keyUsage=critical,keyCertSign,cRLSign \\
      subjectKeyIdentifier=hash authorityKeyIdentifier=keyid:always subjectAltName=URI:spiffe://a.local \\
      'nameConstraints=critical,permitted;URI:a.local' > extensions
    openssl x509 -req -in a.csr -CA corp.pem -CAkey corp.key -days 365 -extfile extensions -out ca.pem
    cat ca.pem corp.pem > chain.pem
    END
    """
}
