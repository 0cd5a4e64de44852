package dev.millrace.lifecycle;

/** Takes what there is to look at. Nothing here blocks. */
interface Rounds {

  /** There is this to look at. */
  void look(Round round);

  /** There will be nothing more here: another instance looks from now on, or nobody does. */
  void end();
}
