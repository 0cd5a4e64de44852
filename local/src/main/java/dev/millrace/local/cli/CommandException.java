package dev.millrace.local.cli;

/** A command cannot do what it was asked; the message is for whoever asked. */
final class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1;

  CommandException(String message) {
    super(message);
  }
}
