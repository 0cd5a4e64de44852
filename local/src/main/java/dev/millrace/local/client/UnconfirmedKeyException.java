package dev.millrace.local.client;

/** Nobody said whether a key was stored, or revoked; the message says how to find out. */
public final class UnconfirmedKeyException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private UnconfirmedKeyException(String message, Throwable cause) {
    super(message, cause);
  }

  static UnconfirmedKeyException issuing(String id, Throwable cause) {
    return new UnconfirmedKeyException(
        "it is not known whether the new key "
            + id
            + " was stored, because the brokers did not answer in time: run millrace keys list,"
            + " and millrace keys revoke "
            + id
            + " if it is there. The key itself is not shown, so nobody has it; create another one",
        cause);
  }

  static UnconfirmedKeyException revoking(String id, Throwable cause) {
    return new UnconfirmedKeyException(
        "it is not known whether the key "
            + id
            + " was revoked, because the brokers did not answer in time: run millrace keys list,"
            + " and revoke it again if it is there",
        cause);
  }
}
