/**
 * @fileoverview The developer sign-in: buttons that fill in an address.
 */

for (const button of document.querySelectorAll('[data-fill-email]')) {
  button.addEventListener('click', () => {
    const field = document.querySelector('#email');
    if (field instanceof HTMLInputElement) {
      field.value = button.getAttribute('data-fill-email') ?? '';
      field.focus();
    }
  });
}
