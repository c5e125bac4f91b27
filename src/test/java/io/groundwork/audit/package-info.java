@NullMarked
package io.groundwork.audit;

import org.jspecify.annotations.NullMarked;
