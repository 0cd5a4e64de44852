package dev.millrace.cost.budgets.domain;

import java.util.List;

/**
 * What there is to tell of a budget.
 *
 * @param standing how it stands
 * @param notices what opens or closes now
 */
public record Judgement(Standing standing, List<Notice> notices) {

  public Judgement {
    notices = List.copyOf(notices);
  }
}
