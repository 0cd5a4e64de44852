package dev.millrace.inference.bedrock;

import java.util.Optional;

/**
 * What the endpoint said in place of what it was asked for.
 *
 * @param status of HTTP
 * @param type name of the error, such as ThrottlingException; empty where it gave none
 * @param message to be looked into, never passed on: it may quote the request
 * @param requestId absent where it gave none
 */
record Refusal(int status, String type, String message, Optional<String> requestId) {

  @Override
  public String toString() {
    return "status " + status + " (" + type + ")";
  }
}
