#include "tour_page.h"

namespace troth::cli {

std::string tour_sample() {
  return R"(# Technical and organisational measures

An invented vendor of live chat. Effective date: 3.04.2026

## 1. Scope

Processing activities may include:

- Collection;
- Storage;
- Retrieval;
- Erasure.

## 2. Hosting

2.1 All servers stand in the data centre of Google in Belgium (Google Cloud Engine, west-1).

2.2 Further information is available in our Trust Center:

## 3. Access

3.1 Access rights are reviewed periodically and administrators use multi-factor authentication where appropriate.

3.2 The passwords of our customers are encrypted in the database.

## 4. Data

4.1 Data is encrypted at rest and in transit with TLS.

4.2 We make daily backups and keep them for 7 days.

4.3 Personal data may be deleted or anonymised by hashing when it is no longer needed.

## 5. Incidents

5.1 Customers are told of confirmed security incidents without undue delay.
)";
}

std::string tour_help_page() {
  return R"(# Is my data safe?

What the same invented vendor says on a help page.

## Where is my data?

Our servers are in Ireland, on Amazon Web Services (eu-west-1).

## Is it encrypted?

Everything is encrypted with SHA256, a military-grade standard, under the Privacy Shield.

## Do you make backups?

Backups are kept for 30 days.
)";
}

}  // namespace troth::cli
