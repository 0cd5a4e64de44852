package dev.millrace.local.registry;

import java.util.List;

/** Finds what a call names, or ends the call. */
record SubjectVersions(SchemaCatalog catalog) {

  /** All versions of the subject. */
  List<RegisteredSchema> all(RegistryCall call, Visibility visibility) {
    List<RegisteredSchema> versions = catalog.versions(call.subject(), visibility);
    if (versions.isEmpty()) {
      throw RegistryError.subjectNotFound(call.subject());
    }
    return versions;
  }

  /** The one version: a number, or the latest. */
  RegisteredSchema one(RegistryCall call, Visibility visibility) {
    String wanted = call.version();
    boolean latest = wanted.equals("latest") || wanted.equals("-1");
    if (!latest && !wanted.matches("[1-9]\\d{0,8}")) {
      throw RegistryError.invalidVersion(wanted);
    }
    List<RegisteredSchema> versions = all(call, visibility);
    if (latest) {
      return versions.get(versions.size() - 1);
    }
    int number = Integer.parseInt(wanted);
    return versions.stream()
        .filter(version -> version.version() == number)
        .findFirst()
        .orElseThrow(() -> RegistryError.versionNotFound(wanted));
  }
}
