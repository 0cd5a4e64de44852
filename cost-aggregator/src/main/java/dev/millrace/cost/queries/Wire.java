package dev.millrace.cost.queries;

/** How questions go from one instance to another. */
public enum Wire {
  /** Encrypted; the other has to prove who it is to the trust store of this Java. */
  TLS,
  /** In plaintext, and so on this machine only. */
  LOOPBACK,
  /** In plaintext: whoever runs it says that nobody listens, or that something else encrypts. */
  PLAINTEXT
}
