"""Every error that Malote raises on purpose, as one tree.

    MaloteError
    ├── InvalidInput                 what the caller sent cannot be used as it is
    │   ├── AlreadyExists
    │   ├── ChangeTooLarge           too many things to change as one
    │   ├── IdempotencyMismatch      the key was used for another request
    │   └── InvalidTrustStore        a bundle that is not certificates in PEM
    ├── ChangedMeanwhile             somebody else's change came first
    ├── NotFound                     there is no such thing for this tenant
    │   └── NoCertificateBound
    ├── Forbidden                    the token is good, but not for this
    ├── TooSoon                      it was asked a moment ago
    ├── NotRetryable                 reading it again would end the same way
    ├── FiscalError                  bytes that are not a readable fiscal document
    │   ├── EmptyDocument
    │   ├── DocumentTooLarge
    │   ├── MalformedXml
    │   ├── DoctypeRefused
    │   ├── UnsupportedDocument      well-formed, yet no kind that Malote reads
    │   ├── IdentityMissing          a known kind without a usable access key
    │   ├── DocumentTooCostly        reading it takes too much time or memory
    │   ├── ProcessingFailed         three attempts failed, through no fault of its own
    │   ├── NotAParty                a good document, of somebody else
    │   └── SeveralDocuments         a batch: each document in it is one of its own
    ├── AttachmentError              a part of a mail that cannot be opened
    │   ├── AttachmentTooLarge
    │   ├── ArchiveRefused           a bomb, encrypted, too deep, or broken
    │   ├── ArchiveUnsupported       RAR, 7z and the like
    │   └── MailUnreadable           the server does not hand the mail over
    ├── PrintError                   a document that has no paper, or does not fit on it
    │   ├── NoPrintedForm
    │   └── PrintFailed
    ├── ExportsBusy                  too many monthly packages are being made for the tenant
    ├── MailboxPaused                a poll was asked of a mailbox that waits for its tenant
    │   └── PausedByUser             why it does: its tenant wants it so
    ├── CertificateError             a PFX that cannot be installed
    │   ├── PfxTooLarge
    │   ├── PfxUnreadable            no PKCS#12, or not all of it
    │   ├── PfxUnsupported           protected in a way that is not opened
    │   ├── PfxTooCostly             iterations without end
    │   ├── PfxPasswordWrong
    │   ├── PrivateKeyMissing
    │   ├── SeveralPrivateKeys
    │   ├── PrivateKeyUnfit          not RSA
    │   ├── PrivateKeyWeak           under 2048 bits
    │   ├── CertificateMissing
    │   ├── CertificateMalformed     not DER
    │   ├── PrivateKeyOfAnother
    │   ├── CertificateExpired
    │   ├── CertificateNotYetValid
    │   ├── HolderMissing            nobody's of ICP-Brasil
    │   └── OtherCompany
    ├── NotBound                     why a certificate does not serve a branch's module
    │   ├── ModuleNotLicensed
    │   ├── BranchUnknown
    │   ├── ModuleWithoutParameters
    │   ├── BranchOfAnotherCompany
    │   └── LaterCertificateBound
    ├── KeptKeyLost                  a live certificate without its private key
    ├── OnlyDeletion                 an expired certificate was to be changed
    ├── ConfirmationNeeded           something depends on what was to be deleted
    ├── BranchInUse                  certificates serve it
    ├── CertificateInstalled         the very same one is there
    ├── AccountTestFailed            a mail account that was to be saved does not work
    ├── MailSettingsMissing          a branch that has no account to send through
    ├── MessageSettled               too late: it was sent, failed or cancelled
    ├── MessageUnfit                 a mail that cannot be put together
    ├── EfiError                     Efí did not do what it was asked
    │   ├── EfiRefused               it declined: nothing was done
    │   ├── EfiCredentialsRefused
    │   ├── EfiCertificateRefused
    │   ├── EfiUnavailable           certainly nothing was done
    │   │   └── BoletoUnavailable    it was to be attached to a mail
    │   ├── EfiUncertain             it may have been done
    │   └── EfiOverQuota
    ├── SefazError                   SEFAZ did not do what it was asked
    │   ├── SefazUnreachable         certainly nothing was sent
    │   ├── SefazUncertain           it may have been done
    │   │   └── SefazNonsense        it answered what no layout has
    │   ├── SefazCertificateRefused
    │   ├── SefazRefused
    │   ├── SefazBlocked             asked too often, by us or by others (656)
    │   └── DeviceOffline            an A3 certificate, and no Integrador at work
    ├── SefazNotConfigured
    ├── NotManifestable
    ├── DeviceError                  a computer of the Integrador that is not served
    │   ├── DeviceUnknown
    │   ├── DeviceRevoked
    │   ├── RequestReplayed
    │   ├── ClockSkewed
    │   ├── LeaseHeld                another has the work
    │   ├── EnrolmentRefused
    │   ├── CertificateOfAnother
    │   └── JobNotYours
    ├── JobRefused                   a device does not do what it was handed
    │   ├── JobAltered
    │   ├── JobReplayed
    │   ├── JobOfAnother
    │   └── JobExpired
    ├── RootsAltered                 a device does not trust what the service did not sign
    ├── BillingAccountInactive
    ├── BillingAccountActive         it is deactivated first, then deleted
    ├── ProductionNotProven          nothing was issued and notified in test yet
    ├── ChargeNotOpen                too late, or too early
    └── MailboxError                 a mail account that cannot be used now
        ├── CredentialsRefused       final: the account pauses
        ├── ConsentWithdrawn         final: the account pauses
        ├── AppRefused               final: the account pauses
        ├── FolderMissing            final: the account pauses
        ├── HostUnreachable          the others are transient: they back off
        │   └── HostUnknown          there is no such name in public DNS
        ├── TlsFailed
        ├── TokenUnavailable         who gives tokens gives none now
        ├── MailboxTimeout
        ├── MailProtocolError
        ├── StoreFailed              not the mailbox's fault, but ours
        ├── LeaseLost                another worker is at it: stop, write nothing
        └── SmtpError                a server that does not take a mail
            ├── SenderRefused        final
            ├── RecipientsRefused    final
            ├── MessageRefused       final
            ├── MailDeferred         a 4xx reply: later
            ├── DeliveryGivenUp      final: later was too late
            └── DeliveryUncertain    final: it was handed over, and nobody said that it was taken

Each class has a stable ``code`` (clients may match it), a ``message`` and an ``action``
in Portuguese (users read them). ``detail`` says what was found; it never holds a secret.
"""

# The modules define these classes and nothing else, so a list of them would only say it again.
from malote.errors.attachments import *
from malote.errors.base import MaloteError as MaloteError
from malote.errors.base import error_of as error_of
from malote.errors.base import known_codes as known_codes
from malote.errors.billing import *
from malote.errors.certificates import *
from malote.errors.fiscal import *
from malote.errors.general import *
from malote.errors.mailboxes import *
from malote.errors.papers import *
from malote.errors.relay import *
from malote.errors.sefaz import *
from malote.errors.sending import *
