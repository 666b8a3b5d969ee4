import Diagnostics
import Documents
import Kubernetes
import Testing

@Suite struct ConfigMapTests {
  @Test func readsTextsAndBytes() throws {
    let configMap = try #require(
      read(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: roots, namespace: red-mesh-system}
        data: {root-cert.pem: "text\\n"}
        binaryData: {blob: AAEC}
        immutable: true
        """
      ).configMap)
    #expect(configMap.metadata.namespace == "red-mesh-system")
    #expect(configMap.data == ["root-cert.pem": "text\n"])
    #expect(configMap.binaryData == ["blob": [0, 1, 2]])
    #expect(configMap.node["immutable"]?.bool == true)
  }

  @Test func writesKeysInTheirOrder() {
    let configMap = ConfigMap(
      metadata: ObjectMetadata(name: "roots"), data: ["b": "2", "a": "line\n"], binaryData: ["c": [0xFF]])
    #expect(
      Resource.configMap(configMap).content.text == """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: roots
        data:
          a: |
            line
          b: "2"
        binaryData:
          c: /w==

        """)
  }

  @Test func writtenAndReadAgain() throws {
    let configMap = ConfigMap(
      metadata: ObjectMetadata(name: "roots", namespace: "ns", labels: ["a": "true"]),
      data: ["x": " leading\n\nblank\n", "y": "no newline", "z": ""], binaryData: ["c": [1, 2, 3, 4]])
    let again = try #require(read(Resource.configMap(configMap).content.text).configMap)
    #expect(again == configMap)
    #expect(again.data == configMap.data)
    #expect(again.binaryData == configMap.binaryData)
  }

  @Test(arguments: [
    ("data: {port: 8188}", "`data.port` is `8188` (a whole number), but should be a string", 4),
    ("data: [a]", "`data` is a sequence, but should be a mapping", 4),
    (
      "binaryData: {blob: '?'}", "`binaryData.blob` is incomplete base64, but should be whole base64 with its padding",
      4
    ),
    ("dat: {a: b}", "unknown field `dat`", 4),
    ("binarydata: {a: b}", "unknown field `binarydata`", 4),
  ])
  func faults(field: String, what: String, line: Int) throws {
    let error = try readingError("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: roots}\n\(field)\n")
    #expect(error.diagnostic.what.description == what)
    #expect(error.diagnostic.place?.file == "test.yaml")
    #expect(error.diagnostic.place?.line == line)
  }
}
