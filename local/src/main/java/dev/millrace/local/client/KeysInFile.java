package dev.millrace.local.client;

import dev.millrace.ingestion.privacy.KeyFile;
import dev.millrace.ingestion.privacy.KeyLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keys of personal data in a file.
 *
 * @param afterwards what somebody has to do before no process has the old keys any more
 */
record KeysInFile(Path file, Optional<String> afterwards) implements TenantKeys {

  @Override
  public long of(String tenant) {
    return KeyFile.read(file).keysOf(tenant);
  }

  @Override
  public void destroy(String tenant) throws IOException {
    KeyLines.destroy(file, tenant);
  }
}
