package dev.millrace.lifecycle.work;

import dev.millrace.lifecycle.domain.dataset.ErasedShare;
import java.io.IOException;

/**
 * Makes datasets of requests whose true label is known.
 *
 * <p><i>Threads</i>: any; nothing here waits for longer than a question to the brokers or the
 * bucket. What takes longer goes on in the background, and is begun again by asking where the
 * process was killed.
 */
public interface Datasets {

  /**
   * Everything that is in the topics now, as far back as examples are taken from.
   *
   * @throws IOException where the brokers do not say
   */
  Pinned pin() throws IOException;

  /** Begins where it has not begun, and says how far it is. */
  DatasetState build(DatasetOrder order);

  /**
   * Tenants that were erased since whose requests are in a dataset.
   *
   * @param training URI of its examples to train with
   */
  ErasedShare erasedIn(String training);

  /**
   * Whether a dataset may still be given to a model: not where a tenant was erased since whose
   * requests it holds. Asking for its order makes it anew.
   */
  boolean isUsable(DatasetCard card);

  /**
   * Another instance makes datasets from now on, perhaps in the place of those known here: what is
   * under way is given up, and what cards said is forgotten.
   */
  void handOver();
}
