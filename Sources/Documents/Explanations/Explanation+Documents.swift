public import Diagnostics

extension Explanation {
  /// MT-DOC: reading YAML and JSON.
  public static let inDocuments: [Explanation] = [
    Explanation(
      "MT-DOC-01", "A file cannot be opened or read",
      source: "the system's own words for the failed call (open(2), read(2)) are shown",
      why: "Nothing is known of what the file would have said, so nothing is judged or changed.",
      repair: "Check the name, the folder, and the owner and mode with `ls -l`. `-` reads standard input."),
    Explanation(
      "MT-DOC-02", "A file holds no document",
      source: "YAML 1.2.2 section 9.2; RFC 8259 section 2",
      why: "An empty file is nearly always what a failed command left behind, such as `oc get ... > file`. Taking it "
        + "for a valid answer would hide that.",
      repair: "Run the command that writes the file again and look at its messages."),
    Explanation(
      "MT-DOC-03", "The text is not YAML",
      source: "YAML 1.1 and 1.2.2 as libyaml reads them; libyaml's own words are shown",
      why: "kubectl and oc would refuse the file too.",
      repair: "Look at the line named and the one before it: tabs for indentation, a missing quote or bracket, a colon "
        + "inside a text without quotes."),
    Explanation(
      "MT-DOC-04", "The text is not JSON",
      source: "RFC 8259",
      why: "JSON is read as strictly as the standard says, because programs differ in what else they accept: comments, "
        + "trailing commas, single quotes, NaN, leading zeros and half surrogate pairs are refused.",
      repair: "Write the file again with the tool it comes from, or find the place with `python3 -m json.tool FILE`."),
    Explanation(
      "MT-DOC-05", "The bytes are not text",
      source: "YAML 1.2.2 sections 5.1 and 5.2; RFC 8259 section 8.1; RFC 3629",
      why: "Invalid UTF-8 and control characters show that this is another kind of file, such as a DER certificate or "
        + "an archive, or one in an old encoding.",
      repair: "Name the right file. `file NAME` tells what it is; `iconv -f LATIN1 -t UTF-8` converts old text."),
    Explanation(
      "MT-DOC-06", "The file is a template that has not been filled in",
      source: "YAML 1.2.2 section 7.4: `{{` opens two mappings",
      why: "Helm charts and Go templates are not YAML until they are filled in: what stands between `{{` and `}}` is "
        + "unknown here, so nothing can be said about the manifest.",
      repair: "Fill it in first: `helm template CHART > manifests.yaml`. In a real text, put quotes around it."),
    Explanation(
      "MT-DOC-07", "A mapping has the same key twice",
      source: "YAML 1.2.2 section 3.2.1.3; RFC 8259 section 4; RFC 7517 section 4 for keys",
      why: "Some readers take the first, some the last, some refuse: one file would mean two things, which has been "
        + "used to show a reviewer one value and a program another.",
      repair: "Remove one of the two; the message names both lines. A key that two `<<` merges share is no fault."),
    Explanation(
      "MT-DOC-08", "A document asks for too much",
      source: "the limits of this tool: 64 levels, 1 000 000 keys and values, 64 MiB a document, aliases expanded",
      why: "Ten lines of aliases to aliases stand for ten thousand million values (`billion laughs`); reading must not "
        + "take memory or time out of proportion to the file.",
      repair: "Split the document, for a `kind: List` into single manifests. If the file comes from a stranger, do not "
        + "use it."),
    Explanation(
      "MT-DOC-09", "An alias stands for nothing, or for itself",
      source: "YAML 1.2.2 sections 3.2.2.2 and 7.1",
      why:
        "`*name` repeats what `&name` marked earlier in the same document. Without such a mark it means nothing, and "
        + "inside its own mark it would never end.",
      repair: "Put quotes around a text that begins with `*`, as in `\"*.example.com\"`; otherwise write the anchor "
        + "before the alias, in the same document."),
    Explanation(
      "MT-DOC-10", "A tag is not supported, or does not fit its value",
      source: "YAML 1.2.2 section 10.3 (core schema)",
      why:
        "Known are !!str, !!int, !!float, !!bool, !!null, !!seq and !!map. Others, such as !!binary or CloudFormation's "
        + "!Ref, mean something only to the program they were written for; Kubernetes has none of them.",
      repair: "Remove the tag. Binary data in a ConfigMap stands under `binaryData:` as base64 text without a tag."),
    Explanation(
      "MT-DOC-11", "A key is a sequence or mapping",
      source: "YAML 1.2.2 section 3.2.1.1 allows it; JSON and Kubernetes do not",
      why: "It usually comes from a text that begins with `{` or `[` and has no quotes.",
      repair: "Put quotes around the text."),
    Explanation(
      "MT-DOC-12", "A merge key has no mapping to merge",
      source: "https://yaml.org/type/merge.html",
      why: "`<<` adds the entries of one mapping, or of a sequence of mappings, to the one it stands in.",
      repair: "Write `<<: *name` with an anchor that marks a mapping, or `\"<<\"` if it is meant as a key."),
    Explanation(
      "MT-DOC-13", "A field has the wrong kind of value",
      source: "the format of the file at hand",
      why: "YAML gives texts without quotes a type: 1.10 is a number and true a boolean, which surprises where a "
        + "version or a label is due. Yes, no, on and off are texts here (YAML 1.2), but booleans for older readers.",
      repair: "Write what the message asks for; quotes make any scalar a string."),
    Explanation(
      "MT-DOC-14", "A field is unknown",
      source: "the format of the file at hand",
      why: "A misspelt field would be ignored without a word, and the mesh would run with a default nobody chose.",
      repair: "Use the spelling that the message proposes, or remove the field."),
    Explanation(
      "MT-DOC-15", "A field is missing",
      source: "the format of the file at hand",
      why: "There is no default for it: nothing else in the file tells its value.",
      repair: "Add the field to the mapping at the place named."),
  ]
}
