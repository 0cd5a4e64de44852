package dev.millrace.schemas.event;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import java.util.List;
import java.util.Locale;

/**
 * One run of a schema over an event, which keeps no more than {@value #MOST} errors at a time.
 *
 * <p>The library tells the branches of a schema apart by whether their lists of errors are empty: a
 * list that has one already says no, and needs no more.
 */
final class Findings extends ExecutionContext {

  static final int MOST = 100;

  private static final ExecutionConfig ROOT =
      ExecutionConfig.builder().locale(Locale.ROOT).formatAssertionsEnabled(false).build();

  Findings() {
    super(ROOT);
  }

  @Override
  public void addError(Error error) {
    if (getErrors().size() < MOST) {
      getErrors().add(error);
    }
  }

  /** Called with the outer list when a branch ends, and its errors may have been added. */
  @Override
  public void setErrors(List<Error> errors) {
    if (errors.size() > MOST) {
      errors.subList(MOST, errors.size()).clear();
    }
    super.setErrors(errors);
  }
}
