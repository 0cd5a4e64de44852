package dev.millrace.local.client;

import dev.millrace.ingestion.privacy.KeyFile;
import dev.millrace.ingestion.privacy.KeyLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The keys of personal data of a factory, where they are kept: what erasing does to them. */
public interface TenantKeys {

  /**
   * How many of them still have a part for a tenant.
   *
   * @throws IOException where they cannot be read
   */
  long of(String tenant) throws IOException;

  /**
   * Destroys what they have for a tenant. What is destroyed already is left as it is.
   *
   * @throws IOException where it is not known whether all is destroyed: to destroy it once more is
   *     safe
   */
  void destroy(String tenant) throws IOException;

  /** What somebody has to do before no process has the old keys any more; empty where nothing. */
  Optional<String> afterwards();

  /** Those of a file, which the processes on the same machine follow. */
  static TenantKeys in(Path file) {
    return new TenantKeys() {
      @Override
      public long of(String tenant) {
        return KeyFile.read(file).keysOf(tenant);
      }

      @Override
      public void destroy(String tenant) throws IOException {
        KeyLines.destroy(file, tenant);
      }

      @Override
      public Optional<String> afterwards() {
        return Optional.empty();
      }
    };
  }
}
