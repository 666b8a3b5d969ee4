import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/** Java's CertPathValidator on the rows named as arguments: one line a row, "ROW[tab]accept|refuse[tab]reason". */
class Verify {
  static List<X509Certificate> read(Path file) throws Exception {
    var input = new ByteArrayInputStream(Files.readAllBytes(file));
    return CertificateFactory.getInstance("X.509").generateCertificates(input).stream()
        .map(X509Certificate.class::cast).collect(Collectors.toList());
  }

  static void verify(Path folder) throws Exception {
    var roots = read(folder.resolve("roots.pem"));
    var chain = read(folder.resolve("chain.pem"));
    chain.removeAll(roots); // a path ends below its anchor; the key managers of javax.net.ssl drop it likewise
    var anchors = new HashSet<TrustAnchor>();
    for (var root : roots) anchors.add(new TrustAnchor(root, null));
    var parameters = new PKIXParameters(anchors);
    parameters.setRevocationEnabled(false);
    var path = CertificateFactory.getInstance("X.509").generateCertPath(chain);
    CertPathValidator.getInstance("PKIX").validate(path, parameters);
  }

  public static void main(String[] arguments) {
    for (var row : Arrays.copyOfRange(arguments, 1, arguments.length)) {
      try {
        verify(Path.of(arguments[0], row));
        System.out.println(row + "\taccept\t");
      } catch (Exception error) {
        System.out.println(row + "\trefuse\t" + error.getMessage());
      }
    }
  }
}
