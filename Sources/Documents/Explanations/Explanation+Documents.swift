public import Diagnostics

extension Explanation {
  /// MT-DOC: reading YAML and JSON.
  public static let inDocuments: [Explanation] = [
    Explanation(
      "MT-DOC-01", "a file cannot be opened or read",
      source: "the system call that failed (open(2), read(2)), in the system's own words",
      why: "Without the content of the file nothing can be checked, so nothing is changed.",
      repair: "Check the name, the folder, and the owner and mode with `ls -l`. `-` reads standard input."),
    Explanation(
      "MT-DOC-02", "a file contains no document", source: "YAML 1.2.2 section 9.2; RFC 8259 section 2",
      why: "An empty file is nearly always the remains of a failed command such as `oc get ... > file`. Accepting it "
        + "would hide the failure.",
      repair: "Run the command that writes the file again and look at its messages."),
    Explanation(
      "MT-DOC-03", "the text is not YAML",
      source: "YAML 1.1 and 1.2.2 as libyaml reads them; the message is libyaml's own",
      why: "kubectl and oc would refuse the file too.",
      repair: "Look at the line named and the one before it: tabs for indentation, a missing quote or bracket, a colon "
        + "inside a text without quotes."),
    Explanation(
      "MT-DOC-04", "the text is not JSON", source: "RFC 8259",
      why: "JSON is read strictly, because programs differ in what else they accept. Comments, trailing commas, single "
        + "quotes, NaN, leading zeros and half surrogate pairs are refused.",
      repair: "Write the file again with the tool that made it, or find the place with `python3 -m json.tool FILE`."),
    Explanation(
      "MT-DOC-05", "the bytes are not text", source: "YAML 1.2.2 sections 5.1 and 5.2; RFC 8259 section 8.1; RFC 3629",
      why: "Invalid UTF-8 or control characters mean that this is another kind of file, such as a DER certificate or "
        + "an archive, or text in an old encoding.",
      repair: "Name the right file. `file NAME` says what it is; `iconv -f LATIN1 -t UTF-8` converts old text."),
    Explanation(
      "MT-DOC-06", "the file is a template that has not been filled in",
      source: "YAML 1.2.2 section 7.4: `{{` opens two mappings",
      why: "Helm charts and Go templates are not YAML until they are filled in. The values between `{{` and `}}` are "
        + "unknown here, so the manifest cannot be checked.",
      repair: "Fill it in first: `helm template CHART > manifests.yaml`. If the braces are literal text, put quotes "
        + "around it."),
    Explanation(
      "MT-DOC-07", "a mapping has the same key twice",
      source: "YAML 1.2.2 section 3.2.1.3; RFC 8259 section 4; RFC 7517 section 4 for keys",
      why: "Some readers use the first, some the last, and some refuse the file. Attackers use this to show a reviewer "
        + "one value and a program another.",
      repair: "Remove one of the two; the message names both lines. Two `<<` merges may share a key."),
    Explanation(
      "MT-DOC-08", "a document exceeds a limit",
      source: "the limits of this tool: 64 levels, 1 000 000 keys and values, 64 MiB a document, aliases expanded",
      why: "Ten lines of aliases to aliases expand to ten thousand million values (`billion laughs`). Reading a file "
        + "must not take memory or time out of proportion to its size.",
      repair: "Split the document, for a `kind: List` into single manifests. If the file comes from a stranger, do not "
        + "use it."),
    Explanation(
      "MT-DOC-09", "an alias has no anchor, or repeats itself",
      source: "YAML 1.2.2 sections 3.2.2.2 and 7.1",
      why:
        "`*name` repeats the node that `&name` marks earlier in the same document. Without an anchor it means "
        + "nothing, and inside its own anchor it would never end.",
      repair: "Put quotes around a text that begins with `*`, as in `\"*.example.com\"`; otherwise write the anchor "
        + "before the alias, in the same document."),
    Explanation(
      "MT-DOC-10", "a tag is not supported, or does not fit its value", source: "YAML 1.2.2 section 10.3 (core schema)",
      why: "The known tags are !!str, !!int, !!float, !!bool, !!null, !!seq and !!map. Others, such as !!binary or "
        + "CloudFormation's !Ref, mean something only to the program they were written for. Kubernetes uses none.",
      repair: "Remove the tag. Binary data in a ConfigMap belongs under `binaryData:`, as base64 text without a tag."),
    Explanation(
      "MT-DOC-11", "a key is a sequence or mapping",
      source: "YAML 1.2.2 section 3.2.1.1 allows it; JSON and Kubernetes do not",
      why: "The usual cause is text without quotes that begins with `{` or `[`.",
      repair: "Put quotes around the text."),
    Explanation(
      "MT-DOC-12", "a merge key has no mapping to merge",
      source: "https://yaml.org/type/merge.html",
      why: "`<<` adds the entries of one mapping, or of a sequence of mappings, to the mapping around it.",
      repair: "Write `<<: *name` with an anchor that marks a mapping, or `\"<<\"` if you mean it as a key."),
    Explanation(
      "MT-DOC-13", "a field has the wrong kind of value",
      source: "the format of the file at hand",
      why:
        "YAML gives unquoted text a type: 1.10 is a number and true a boolean, even if a version or a label is meant. "
        + "Yes, no, on and off are strings here (YAML 1.2), but booleans to older readers.",
      repair: "Write what the message asks for; quotes make any scalar a string."),
    Explanation(
      "MT-DOC-14", "a field is unknown",
      source: "the format of the file at hand",
      why: "A misspelt field would be ignored silently, and the mesh would run with a default that nobody chose.",
      repair: "Use the spelling that the message proposes, or remove the field."),
    Explanation(
      "MT-DOC-15", "a field is missing",
      source: "the format of the file at hand",
      why: "It has no default, and nothing else in the file determines its value.",
      repair: "Add the field to the mapping at the position in the message."),
    Explanation(
      "MT-DOC-16", "nothing of a web page is left in a copied text", source: "YAML 1.2 sections 5.1 and 5.5",
      why:
        "The buttons above and below a listing are copied with it, as are prompts and the fences of Markdown. Some pages "
        + "indent with no-break spaces, which look like spaces and are none, and some keyboards write another colon.",
      repair: "Remove the line, or replace the characters."),
  ]
}
