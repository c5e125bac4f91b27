@NullMarked
package io.groundwork.masking;

import org.jspecify.annotations.NullMarked;
