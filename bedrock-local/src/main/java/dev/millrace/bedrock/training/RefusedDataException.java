package dev.millrace.bedrock.training;

/** Why a job fails because of its data; the message is for the caller, and holds none of it. */
final class RefusedDataException extends Exception {

  private static final long serialVersionUID = 1;

  RefusedDataException(String message) {
    super(message);
  }
}
