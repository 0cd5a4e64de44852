package dev.millrace.ingestion.client;

import java.util.Optional;

/**
 * An answer over HTTP.
 *
 * @param retryAfter the header of this name
 * @param body whatever came
 */
record Answer(int status, Optional<String> retryAfter, byte[] body) {

  boolean isGood() {
    return status / 100 == 2;
  }
}
