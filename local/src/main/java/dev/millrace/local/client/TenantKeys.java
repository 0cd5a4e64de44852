package dev.millrace.local.client;

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
    return new KeysInFile(file, Optional.empty());
  }

  /** Those of a file that processes elsewhere have been given copies of. */
  static TenantKeys copiedFrom(Path file) {
    return new KeysInFile(
        file,
        Optional.of(
            file
                + " has no keys of the tenant any more, and each process that was given a copy has:"
                + " give the file to ingestion, gateway and console again, start anew what reads its"
                + " copy only when it starts, and destroy the copies of before"));
  }
}
