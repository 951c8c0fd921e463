"""Every key of the one table and of the bucket.

| access pattern                      | index | partition                | sort               |
|-------------------------------------|-------|--------------------------|--------------------|
| a tenant                            | table | TENANT#t                 | TENANT             |
| a tenant's tax ids                  | table | TENANT#t                 | TAXID#…            |
| a tenant's mailboxes and their state| table | TENANT#t                 | MAILBOX#id[#STATE] |
| a branch's account to send through  | table | TENANT#t                 | MAILSETTINGS#tax id|
| a tenant's own words for mails      | table | TENANT#t                 | TEMPLATE#name      |
| what is sent by itself              | table | TENANT#t                 | SENDRULE#name      |
| a tenant's branches                 | table | TENANT#t                 | BRANCH#tax id      |
| a tenant's certificates             | table | TENANT#t                 | CERTIFICATE#id     |
| which certificate serves what       | table | TENANT#t                 | BINDINGS           |
| a tenant's users                    | table | TENANT#t                 | USER#sub           |
| a tenant's monthly packages         | table | TENANT#t                 | EXPORT#month       |
| how often something was asked for   | table | TENANT#t                 | PACE#what#of#minute|
| a mailbox's polls; expire           | table | TENANT#t#MAILBOX#id      | POLL#at            |
| messages by date                    | table | TENANT#t#MESSAGES        | id, begins by time |
| a tenant's accounts at Efí          | table | TENANT#t                 | BILLING#id         |
| a day's requests of Efí; expire     | table | TENANT#t                 | QUOTA#id#day#what  |
| charges by date                     | table | TENANT#t#CHARGES         | id, begins by time |
| carnês by date                      | table | TENANT#t#CARNETS         | id, begins by time |
| what Efí knows by an id of its own  | table | TENANT#t#EFI#account     | kind#id            |
| the ledger by date                  | table | TENANT#t#LEDGER          | at#entry id        |
| a charge's entries                  | GSI1  | TENANT#t#CHARGE#id       | at#entry id        |
| comparisons with Efí                | table | TENANT#t#RECONCILIATIONS | at#account         |
| what is not issued yet              | table | CHARGES#OPEN             | t#kind#id          |
| an account by its webhook           | table | WEBHOOK#id               | WEBHOOK            |
| active accounts at Efí              | GSI1  | BILLING                  | t#id               |
| how SEFAZ is asked for a CNPJ       | table | TENANT#t                 | SEFAZ#tax id       |
| how far distributions have come     | table | TENANT#t#FEEDS           | tax id#service#env |
| what each answer of SEFAZ brought   | table | TENANT#t#NSU#feed        | PAGE#last nsu#at   |
| numbers that did not come           | table | TENANT#t#NSU#feed        | GAP#last nsu       |
| a feed's unfinished queries         | table | TENANT#t#NSU#feed        | ASKING#id          |
| what was asked of SEFAZ, by date    | table | TENANT#t#SEFAZ           | id, begins by time |
| whose request manifests on what     | table | TENANT#t#DOC#key         | MANIFESTATION#kind#n |
| until when to answer a note; expires| table | TENANT#t#DOC#key         | DEADLINE           |
| a code that enrols a device; expires| table | ENROLMENT#sha256         | ENROLMENT          |
| a device                            | table | DEVICE#id                | DEVICE             |
| requests that devices made; expire  | table | DEVICE#id                | NONCE#value        |
| which device has a CNPJ's work      | table | TENANT#t                 | LEASE#tax id       |
| jobs of devices; expire             | table | TENANT#t#JOBS            | id, begins by time |
| jobs that no device took yet        | table | JOBS#WAITING             | expires_at#t#id    |
| what happened to devices; expires   | table | TENANT#t#REMOTE          | at#id              |
| requests that came with a key       | table | TENANT#t#ONCE            | what#sha256 of key |
| what was done to certificates       | table | TENANT#t#CERTIFICATES    | at#id              |
| what users are told of, once        | table | TENANT#t#NOTICES         | kind#of            |
| the mail of a notice to a user      | table | TENANT#t#NOTICES         | kind#of#MAIL#sub   |
| messages not settled yet            | table | OUTBOX                   | t#id               |
| what became of a mail               | table | TENANT#t#MAILBOX#id      | MESSAGE#epoch#uid  |
| a document and its events           | table | TENANT#t#DOC#key         | DOCUMENT, EVENT#…  |
| what users decided of a document    | table | TENANT#t#DOC#key         | DECISION#time#id   |
| who did what, by time               | table | TENANT#t#AUDIT           | at#id              |
| a blob and who brought it           | table | TENANT#t#BLOB#sha256     | BLOB, SOURCE#…     |
| how far the reconciler has come     | table | RECONCILER               | SWEEP              |
| all active mailboxes                | GSI1  | MAILBOXES                | t#id               |
| live certificates, first to expire  | GSI1  | CERTIFICATES             | expires_at#t#id    |
| secrets of no live certificate      | GSI1  | CERTIFICATES#LEFT        | at#t#id            |
| feeds that have something to do     | GSI1  | SEFAZ#DUE                | due_at#t#feed      |
| manifestations to be taken up       | GSI1  | SEFAZ#OPEN               | resumes_at#t#id    |
| a tenant's deadlines, first to end  | GSI1  | TENANT#t#DEADLINES       | until#key          |
| a tenant's devices                  | GSI1  | TENANT#t#DEVICES         | id                 |
| a CNPJ's jobs without an answer     | GSI1  | TENANT#t#WAITING#tax id  | id                 |
| all tenants                         | GSI1  | TENANTS                  | t                  |
| a tenant's documents, by date       | GSI1  | TENANT#t#DOCS            | issued_at#key      |
| a tenant's quarantine, by date      | GSI1  | TENANT#t#QUARANTINE      | received_at#id     |
| messages to a customer, by date     | GSI1  | TENANT#t#CUSTOMER#c      | id                 |
| notices by date                     | GSI1  | TENANT#t#NOTICES         | at#kind#of         |
| a document's blobs                  | GSI1  | TENANT#t#DOC#key         | sha256             |

| object                                            | key                      |
|---------------------------------------------------|--------------------------|
| a candidate; its creation queues it for parse_xml | inbox/t/sha256           |
| what could not even be opened                     | quarantine/t/id          |
| a paper that was drawn; expires                   | pdf/t/sha256-state.pdf   |
| a monthly package's files; expire                 | exports/t/month/id/name  |
| a file that a user attaches; expires              | files/t/sha256           |
| what a device was answered by SEFAZ; expires      | remote/t/job             |
| a mail as it is sent                              | sent/t/id.eml            |
| the certificates trusted for signatures           | trust/roots.pem          |

Every partition of a tenant's begins with its name, and no key is made without one.
"""

from malote.adapters.keys.billing import *
from malote.adapters.keys.items import *
from malote.adapters.keys.objects import *
from malote.adapters.keys.relay import *
from malote.adapters.keys.sefaz import *
from malote.adapters.keys.tenancy import Key as Key
from malote.adapters.keys.tenancy import checked as checked
