package dev.millrace.local.cli;

import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.factory.DataFolder;
import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.AuditLog;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/** Tells the audit log of uses of the keys of personal data, where a factory runs to hold it. */
record PersonalDataTrace(DataFolder folder, Output output) {

  /** Writes an entry; without a running factory it says that nothing was written, and goes on. */
  void leave(AuditEntry entry) throws IOException {
    if (folder.running().isEmpty()) {
      output.tell(
          "no factory is running in " + folder.path() + ": the audit log does not tell of this");
      return;
    }
    RunningFactory factory = RunningFactory.in(folder);
    try (AuditLog audit =
        AuditLog.open(factory.kafka(), factory.registry(), InstantSource.system())) {
      audit.append(entry, List.of());
    }
  }

  /** Who works at this command line. */
  static String actor() {
    return System.getProperty("user.name", "unknown");
  }
}
