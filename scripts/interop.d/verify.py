"""Python's cryptography on the rows named as arguments: one line a row, "ROW<tab>accept|refuse<tab>reason"."""

import sys
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError


def read(file: Path) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(file.read_bytes())


def verify(folder: Path) -> None:
    """By RFC 5280 and the CA/B forum's rules, as this library has them."""
    leaf, *rest = read(folder / "chain.pem")
    store = Store(read(folder / "roots.pem"))
    PolicyBuilder().store(store).build_client_verifier().verify(leaf, rest)


def signatures(folder: Path) -> None:
    """The signatures along the chain as presented, up to one of the roots."""
    chain = read(folder / "chain.pem")
    for child, parent in zip(chain, chain[1:]):
        child.verify_directly_issued_by(parent)
    roots = read(folder / "roots.pem")
    if chain[-1] not in roots:
        chain[-1].verify_directly_issued_by(next(root for root in roots if root.subject == chain[-1].issuer))


judge = {"verify": verify, "signatures": signatures}[sys.argv[1]]
for row in sys.argv[3:]:
    try:
        judge(Path(sys.argv[2]) / row)
        print(row, "accept", "", sep="\t")
    except (VerificationError, InvalidSignature, ValueError, TypeError, StopIteration) as error:
        print(row, "refuse", str(error) or type(error).__name__, sep="\t")
